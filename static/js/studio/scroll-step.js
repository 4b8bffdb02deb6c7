// Keeps editor and preview in step: whichever the person scrolls leads, the other follows by lines of the source.
export function stepWith(view, frame) {
  let isLed = false;

  const line = () => {
    const top = view.scrollDOM.scrollTop;
    const block = view.lineBlockAtHeight(top);
    return view.state.doc.lineAt(block.from).number + Math.min(1, Math.max(0, (top - block.top) / block.height));
  };

  view.scrollDOM.addEventListener("scroll", () => isLed || frame.scrollTo(line()));
  frame.onDraw = () => frame.scrollTo(line());
  frame.onScroll = (wanted) => {
    const number = Math.min(view.state.doc.lines, Math.max(1, Math.floor(wanted)));
    const block = view.lineBlockAt(view.state.doc.line(number).from);
    isLed = true;
    view.scrollDOM.scrollTop = block.top + (wanted - number) * block.height;
    setTimeout(() => { isLed = false; }, 120);
  };
}
