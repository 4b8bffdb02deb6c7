// Says in which time zone the browser is, so that a learner's day begins at four in their morning; and from which page,
// as its beacons do, so that whoever is new here is one visitor whichever of them comes first. Not an element: it goes
// with every request that htmx makes.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

document.addEventListener("htmx:config:request", ({ detail }) => {
  const page = document.querySelector("[data-nonce]")?.dataset.nonce;
  if (timeZone) detail.ctx.request.headers["Cairn-Time-Zone"] = timeZone;
  if (page) detail.ctx.request.headers["Cairn-Page"] = page;
});
