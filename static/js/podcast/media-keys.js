// Says to the system what is played, for its media keys and the lock screen; tracks are chapters.
export function announce(player) {
  const media = navigator.mediaSession;
  if (!media) return;
  const acts = {
    play: () => player.play(),
    pause: () => player.audio.pause(),
    seekbackward: ({ seekOffset }) => player.step(-(seekOffset || 15)),
    seekforward: ({ seekOffset }) => player.step(seekOffset || 15),
    seekto: ({ seekTime }) => player.seek(seekTime),
    previoustrack: () => player.turn(-1),
    nexttrack: () => player.turn(1),
  };

  const place = () => {
    if (!Number.isFinite(player.audio.duration)) return;
    media.setPositionState?.({ duration: player.length, playbackRate: player.audio.playbackRate, position: Math.min(player.second, player.length) });
  };

  player.audio.addEventListener("play", () => {
    const { title, artist, album, art } = player.dataset;
    media.metadata = new MediaMetadata({ title, artist, album, artwork: [{ src: art, sizes: "180x180", type: "image/png" }] });
    for (const [name, act] of Object.entries(acts)) {
      try {
        media.setActionHandler(name, act);
      } catch {
        // A key that this browser does not know.
      }
    }
  });
  for (const name of ["durationchange", "seeked", "ratechange", "play", "pause"]) player.audio.addEventListener(name, place);
}
