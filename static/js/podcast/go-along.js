// When a player is out of sight while somebody listens, its deck goes along at the foot of the window.
export function goAlong(player) {
  if (player.matches(".player--bar")) return;
  const stage = player.querySelector(".player__stage");
  const watch = ([{ isIntersecting }]) => {
    const isAway = !isIntersecting && player.audio.played.length > 0;
    // Its place stays: what is below must not move up.
    if (isAway) stage.style.minBlockSize = `${stage.offsetHeight}px`;
    player.classList.toggle("player--away", isAway);
    if (!isAway) stage.style.minBlockSize = "";
  };
  new IntersectionObserver(watch).observe(stage);
}
