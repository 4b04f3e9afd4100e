/** The phone's uploader and connection as they are, for rows that run without a browser. */
export { Connection } from '../../src/core/connection';
export { Uploader } from '../../src/core/tus';
