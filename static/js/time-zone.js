// Says in which time zone the browser is, so that a learner's day begins at four in their morning. Not an element: it
// goes with every request that htmx makes.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

document.addEventListener("htmx:config:request", ({ detail }) => {
  if (timeZone) detail.ctx.request.headers["Cairn-Time-Zone"] = timeZone;
});
