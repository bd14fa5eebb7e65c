import { configure } from '@testing-library/react';

// The library's own second is too short on a machine that runs a file on each core.
configure({ asyncUtilTimeout: 10_000 });
