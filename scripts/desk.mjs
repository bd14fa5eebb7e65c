#!/usr/bin/env node
import { main } from './desk/main.mjs';

process.exitCode = await main(process.argv.slice(2));
