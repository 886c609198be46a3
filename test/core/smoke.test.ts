import * as core from '@sallyport/core';
import { expect, it } from 'vitest';

it('imports', () => expect(core).toBeDefined());
