import { api, data } from '../../api/client';

type Text = Record<string, string>;
type Option = { id: string; label: Text };
type Bundle = {
  title: Text;
  debrief: { wellbeing: { options: Option[] }; selfCheck: Option[] };
  topics: { id: string; title: Text; question: { text: Text } }[];
  background: { id: string; question: Text; options: Option[] }[];
};

/** The words of a guide that a desk shows: its questions, in their order. */
export type Guide = Bundle;

/** Words in a language, in Dutch where there is no translation. */
export const inLanguage = (text: Text | undefined, language: string): string =>
  text?.[language] ?? text?.nl ?? '';

const known = new Map<string, Promise<Guide | null>>();

/** The guide with which an interview was held ("slug@version"); null when it cannot be had. */
export function guideOf(project: string, reference: string | undefined): Promise<Guide | null> {
  if (!reference) return Promise.resolve(null);
  const key = `${project}/${reference}`;
  const [slug = '', version = ''] = reference.split('@');
  const path = { project, slug, version };
  const asked =
    known.get(key) ??
    data(api.GET('/projects/{project}/guides/{slug}/versions/{version}', { params: { path } }))
      .then((bundle) => bundle as unknown as Guide)
      .catch(() => (known.delete(key), null));
  known.set(key, asked);
  return asked;
}
