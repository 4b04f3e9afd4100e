/** The capture core in a real browser, driven from outside by calls of `act`. */
import { choices, Phone, type Interview } from '../../src/core';
import { browserDevice } from '../../src/field/device';

let phone: Phone;
let talk: Interview | undefined;

const acts = {
  open: async () => {
    phone = await Phone.open(browserDevice());
    return phone.state;
  },
  pair: async () => {
    await phone.pair('K7MR4X2P', 'Samira');
    await phone.choosePIN('12345');
    await phone.refresh();
  },
  unlock: () => phone.unlock('12345'),
  begin: async (slug: string, version: string) => {
    talk = await phone.begin({ guide: { slug, version }, language: 'nl' });
    await talk!.answerAge(true);
    for (const choice of choices) await talk!.answerConsent(choice, 'yes');
    return talk!.view.id;
  },
  resume: async (id: string) => {
    talk = await phone.resume(id);
    return talk!.view.draft.reference;
  },
  record: () => talk!.startRecording(),
  recorder: async () => talk!.recorder,
  finalise: () => talk!.finalise(),
  deliver: async () => {
    await phone.delivery.run();
    return phone.interviews();
  },
};

Object.assign(window, { act: acts });
