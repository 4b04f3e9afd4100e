import { expect, test } from 'vitest';
import { ui_back } from '../messages/messages.js';

test('messages are compiled', () => expect(ui_back({}, { locale: 'nl' })).toBe('Terug'));
