/** A piece of a text that is pasted elsewhere. */
export type Block =
  | { is: 'heading'; level: 1 | 2 | 3; text: string }
  | { is: 'line'; text: string }
  | { is: 'list'; items: readonly string[] }
  | { is: 'table'; head: readonly string[]; rows: readonly (readonly string[])[] };

export const heading = (level: 1 | 2 | 3, text: string): Block => ({ is: 'heading', level, text });
export const line = (text: string): Block => ({ is: 'line', text });
export const list = (items: readonly string[]): Block => ({ is: 'list', items });

/** The blocks as plain text: a blank line between blocks, columns apart by a tab. */
export function plain(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).filter(Boolean).join('\n\n') + '\n';
}

function plainBlock(block: Block): string {
  if (block.is === 'list') return block.items.map((item) => `- ${item}`).join('\n');
  if (block.is === 'table') return [block.head, ...block.rows].map((r) => r.join('\t')).join('\n');
  return block.text;
}

/** The blocks as HTML that a word processor keeps the headings, lists and tables of. */
export function html(blocks: readonly Block[]): string {
  return `<meta charset="utf-8">${blocks.map(htmlBlock).join('\n')}`;
}

function htmlBlock(block: Block): string {
  switch (block.is) {
    case 'heading':
      return `<h${block.level}>${escaped(block.text)}</h${block.level}>`;
    case 'line':
      return block.text ? `<p>${escaped(block.text)}</p>` : '';
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
    case 'table':
      return `<table><thead>${row(block.head, 'th')}</thead><tbody>${block.rows
        .map((cells) => row(cells, 'td'))
        .join('')}</tbody></table>`;
  }
}

function row(cells: readonly string[], tag: 'th' | 'td'): string {
  return `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Puts the blocks on the clipboard in both forms; false when the browser refuses. */
export async function copy(blocks: readonly Block[]): Promise<boolean> {
  try {
    const blob = (type: string, text: string) => new Blob([text], { type });
    await navigator.clipboard.write([
      new ClipboardItem({
        'text/plain': blob('text/plain', plain(blocks)),
        'text/html': blob('text/html', html(blocks)),
      }),
    ]);
    return true;
  } catch {
    return false;
  }
}
