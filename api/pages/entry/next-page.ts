/** Where a person wanted to go: a page of ours, else the list of deals. An address of elsewhere is passed over. */
export function nextPage(wanted: unknown): string {
  return typeof wanted === 'string' && wanted.length <= 300 && /^\/(?![/\\])[\w\-.~/?=&%+]*$/.test(wanted) && !wanted.startsWith('/sign-') ? wanted : '/deals';
}
