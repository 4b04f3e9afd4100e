// What the modules for the language and the address of a page ask of a browser.
// A test imports this first.
import { vi } from 'vitest';

vi.stubGlobal('document', { documentElement: {}, addEventListener() {} });
vi.stubGlobal('location', { pathname: '/inzicht/x/lea', search: '', origin: 'http://localhost' });
vi.stubGlobal('history', { pushState() {}, replaceState() {} });
vi.stubGlobal('localStorage', { getItem: () => null, setItem() {} });
vi.stubGlobal('navigator', { languages: ['nl'] });
vi.stubGlobal('addEventListener', () => {});
