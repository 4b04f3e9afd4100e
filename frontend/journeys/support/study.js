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

/** Sets a quote's judgement aside: composes a version as the researcher, and releases it as the second reader. */
export async function release(researcher, reader, project, choices) {
  const draft = await researcher.ask('POST', `/projects/${project}/releases`, {
    round: 1,
    ...choices,
  });
  await reader.ask('PUT', `/projects/${project}/releases/${draft.id}/approval`);
  return draft;
}
