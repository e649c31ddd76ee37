#!/usr/bin/env node
import { launch } from 'kustomize-ts/launch';

await launch(import.meta.url, () => import('../src/main.ts'));
