/**
 * The engines to run on: the embedded one and, where MONGODB_URI names a server,
 * that one with a database of its own. `database` is the setting for the server.
 */
export function engines(only) {
  const all = [{ name: 'sqlite', database: '' }];
  const uri = process.env.MONGODB_URI;
  if (uri) all.push({ name: 'mongodb', database: ownDatabase(uri) });
  const chosen = all.filter(({ name }) => !only || name === only);
  if (!chosen.length) throw new Error(`there is no engine ${only}; for mongodb set MONGODB_URI`);
  if (!uri && !only) console.log('MONGODB_URI is not set: the journeys run on sqlite only');
  return chosen;
}

function ownDatabase(uri) {
  const [address, query] = uri.split('?');
  const server = /^[a-z+]+:\/\/[^/]+/.exec(address)?.[0];
  if (!server) throw new Error('MONGODB_URI is not an address such as mongodb://127.0.0.1:27017');
  const name = `journeys_${process.pid}_${Date.now().toString(36)}`;
  return `${server}/${name}${query ? `?${query}` : ''}`;
}
