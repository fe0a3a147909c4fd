/** An e-mail address so that its owner knows it and nobody else learns it: the ends of the name, and the host. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const name = at < 0 ? address : address.slice(0, at);
  return `${name.slice(0, 1)}…${name.length > 2 ? name.slice(-1) : ''}${at < 0 ? '' : address.slice(at)}`;
}
