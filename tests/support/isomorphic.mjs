// isomorphic-git as a command: node isomorphic.mjs <operation> <options as JSON>
// prints the operation's result as JSON.
import fs from 'node:fs';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';

const [operation, options] = process.argv.slice(2);
const { username, password, ...rest } = JSON.parse(options);
const onAuth = () => ({ username, password });
const result = await git[operation]({ fs, http, onAuth, ...rest });
process.stdout.write(JSON.stringify(result ?? null));
