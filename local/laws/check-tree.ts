import { type Breach, isCode, type ProjectFile } from './breach.ts';

const linesMax = 300;
const noRoom = /(?:^|\/)(utils?|helpers?|common|services?|misc|lib|managers?|types)(?:\/|\.[a-z.]+$)/;

/** Laws about the tree: names that say nothing, and files that hold more than one subject. */
export function checkTree({ path, text }: ProjectFile): Breach[] {
  const breaches: Breach[] = [];
  const name = noRoom.exec(path)?.[1];
  if (name && !path.startsWith('docs/')) {
    breaches.push({ file: path, line: 1, law: `"${name}" says nothing about its content`, instead: 'Name the file or folder after its subject.' });
  }
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (isCode(path) && !path.startsWith('test/') && lines > linesMax) {
    breaches.push({ file: path, line: linesMax + 1, law: `${lines} lines, ${linesMax} are allowed`, instead: 'Split it where a second reason to change begins.' });
  }
  return breaches;
}

type Lock = Readonly<{ packages?: Readonly<Record<string, Readonly<{ version?: string }>>> }>;

/**
 * Laws about the packages, read from npm's lock: one protobufjs 8, at the root, for two of them break the replay of histories (an older
 * one below a package that asks for it does no harm); and one version of the Temporal SDK, for its parts talk to each other.
 */
export function checkLock({ path, text }: ProjectFile): Breach[] {
  const versions = Object.entries((JSON.parse(text) as Lock).packages ?? {}).map(([place, { version = '' }]) => ({ place, version }));
  const protobuf = versions.filter(({ place, version }) => place.endsWith('node_modules/protobufjs') && version.startsWith('8.'));
  const sdk = new Set(versions.filter(({ place }) => /(?:^|\/)node_modules\/@temporalio\/[^/]+$/.test(place)).map(each => each.version));
  const breaches: Breach[] = [];
  if (protobuf.length !== 1 || protobuf[0]?.place !== 'node_modules/protobufjs') {
    const places = protobuf.map(({ place, version }) => `${version} in ${place}`).join(', ');
    breaches.push({
      file: path,
      line: 1,
      law: `protobufjs 8 must be there once, at the root; found: ${places || 'none'}`,
      instead: 'Keep "protobufjs": "^8" among the dependencies and install anew.',
    });
  }
  if (sdk.size > 1) {
    breaches.push({ file: path, line: 1, law: `holds several versions of the Temporal SDK: ${[...sdk].sort().join(', ')}`, instead: 'Raise all @temporalio packages together.' });
  }
  return breaches;
}
