import 'fake-indexeddb/auto';
import { test } from 'vitest';
import { openStore } from '../../src/field/device/store';
import { storeCases } from './support/store-cases';

const patience = { wait: async () => undefined, room: async () => true };

test.each(storeCases)('the store %s', (_, holds) => holds((name) => openStore(name, patience)));
