// What the studio needs of behaviours.
import "./source-editor.js";
import "./studio/work-progress.js";
