// Keeps editor and preview in step: the one where the person is leads, the other follows by lines of the source.
export function stepWith(view, frame) {
  const line = () => {
    const top = view.scrollDOM.scrollTop;
    const block = view.lineBlockAtHeight(top);
    return view.state.doc.lineAt(block.from).number + Math.min(1, Math.max(0, (top - block.top) / block.height));
  };
  const follow = () => frame.isLeading || frame.scrollTo(line());

  for (const type of ["pointerenter", "touchstart", "keydown", "focusin"]) {
    view.dom.addEventListener(type, () => { frame.isLeading = false; }, { passive: true });
  }
  view.scrollDOM.addEventListener("scroll", follow);
  frame.onDraw = follow;
  frame.onScroll = (wanted) => {
    const number = Math.min(view.state.doc.lines, Math.max(1, Math.floor(wanted)));
    const block = view.lineBlockAt(view.state.doc.line(number).from);
    view.scrollDOM.scrollTop = block.top + (wanted - number) * block.height;
  };
}
