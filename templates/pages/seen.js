// Tells that a person looks at the invoice: once, and only after a hand has touched the page while it was to be seen.
// A program that merely opens it, and runs this, does not; nor does one that scrolls or clicks by script.
const { seen } = document.currentScript.dataset;
const signs = ['pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel'];
function tell(event) {
  if (!event.isTrusted || document.visibilityState !== 'visible') return;
  // A browser reports a pointer that rests as moved where the page moves beneath it.
  if (event.type === 'pointermove' && event.movementX === 0 && event.movementY === 0) return;
  for (const sign of signs) removeEventListener(sign, tell);
  fetch(seen, { method: 'POST', keepalive: true, credentials: 'omit', referrerPolicy: 'no-referrer' }).catch(() => {});
}
for (const sign of signs) addEventListener(sign, tell, { passive: true });
