/**
 * A page on which the keyboard goes on where the work does: at the element with this id; without one, at the first field that is wrong, or what
 * says that something is. The browser does it by itself (`autofocus`), with and without JavaScript. What people entered cannot be taken for
 * it: quotes in it are escaped.
 */
export function withFocus(page: string, id: string | undefined, wrong: boolean): string {
  const places = [
    ...(id === undefined ? [] : [`id="${id}"`]),
    ...(wrong ? ['aria-invalid="true"', 'role="alert" tabindex="-1"', 'role="alert"'] : []),
  ];
  const place = places.find((one) => page.includes(` ${one}`));
  if (place === undefined) return page;
  const made = place === 'role="alert"' ? `${place} tabindex="-1"` : place;
  return page.replace(` ${place}`, () => ` ${made} autofocus=""`);
}
