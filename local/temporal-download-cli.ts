// A program of its own: the SDK's download cannot be called off, a process can. Use: node temporal-download-cli.ts <folder> <version>
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir = '', version = ''] = process.argv.slice(2);
const environment = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'cached-download', version, downloadDir }, log: { format: 'pretty', level: 'error' } } });
await environment.teardown();
process.exit(0);
