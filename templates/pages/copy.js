// Adds the button that copies a payment code; without script the code is selected by one tap.
for (const box of document.querySelectorAll('[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn quiet';
  button.textContent = box.dataset.copy;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(box.querySelector('strong').textContent.trim());
    button.textContent = box.dataset.copied;
  });
  if (navigator.clipboard) box.append(button);
}
