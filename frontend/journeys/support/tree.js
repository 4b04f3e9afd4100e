/** What a screen reader gets of a page: its nodes by role, from the browser's own accessibility tree. */
export async function treeOf(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, properties = [] }) => ({
      role: role?.value,
      name: name?.value ?? '',
      level: properties.find((property) => property.name === 'level')?.value.value,
    }));
}

const acting = new Set(['link', 'button', 'radio', 'checkbox', 'textbox', 'combobox', 'table']);

/** What would make somebody lose the way who hears the page. */
export function obstacles(nodes) {
  const found = [];
  const of = (role) => nodes.filter((node) => node.role === role);
  for (const role of ['banner', 'main', 'contentinfo'])
    if (of(role).length !== 1) found.push(`${of(role).length} × ${role}`);
  for (const { role, name } of nodes)
    if (acting.has(role) && !name.trim()) found.push(`a ${role} without a name`);
  const levels = of('heading').map(({ level }) => level);
  if (levels.filter((level) => level === 1).length !== 1) found.push(`levels ${levels}`);
  levels.forEach((level, index) => {
    if (level > (levels[index - 1] ?? 0) + 1)
      found.push(`level ${level} after ${levels[index - 1]}`);
  });
  if (of('table').length && !of('columnheader').length) found.push('a table without heads');
  if (of('table').length && !of('rowheader').length) found.push('a table without row heads');
  if (!of('status').length) found.push('no live region');
  return found;
}
