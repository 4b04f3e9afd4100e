/** Acts of the researchers that more than one journey needs. */

/** Everything that was coded, with what is known of each interview. */
export async function material(researcher, project) {
  const interviews = [];
  for (const { id } of await researcher.all(`/projects/${project}/interviews`)) {
    const about = await researcher.get(`/projects/${project}/interviews/${id}`);
    const { items } = await researcher.get(`/projects/${project}/interviews/${id}/codings`);
    interviews.push({ ...about, codings: items });
  }
  const { items: codes } = await researcher.get(`/projects/${project}/codes`);
  return { interviews, codes };
}

/** A finding that the municipality is asked to answer, resting on a piece of the first talk that has one. */
export async function finding(researcher, project) {
  const { interviews } = await material(researcher, project);
  const [coding] = interviews.flatMap(({ codings }) => codings);
  return researcher.ask('POST', `/projects/${project}/findings`, {
    title: 'Iemand op het plein',
    sentence: 'Ouders vragen liever iets aan iemand die zij op het plein tegenkomen.',
    kind: 'lead',
    codes: [coding.code],
    evidence: [coding.id],
    policyThemes: [],
    owners: ['municipality'],
    glance: 1,
    glanceSentence: 'Ouders vragen liever iets **op het plein**.',
  });
}

/** Composes a version as the researcher, and releases it as the second reader. */
export async function release(researcher, reader, project, choices) {
  const draft = await researcher.ask('POST', `/projects/${project}/releases`, {
    round: 1,
    ...choices,
  });
  await reader.ask('PUT', `/projects/${project}/releases/${draft.id}/approval`);
  return draft;
}
