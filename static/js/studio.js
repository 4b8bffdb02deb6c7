// What the studio needs of behaviours.
import "./source-editor.js";
