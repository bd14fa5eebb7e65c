import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionGate } from '@/lib/client/session-gate';
import {
  askForStepUp,
  forgetStepUp,
  isStepUpFresh,
  rememberStepUp,
  setStepUpAsker,
} from '@/lib/client/step-up';

describe('a page whose session has ended', () => {
  const heard: boolean[] = [];
  let leave: () => void;

  beforeEach(() => {
    // An earlier test of the same process may have ended it.
    sessionGate.reportReturn();
    heard.length = 0;
    leave = sessionGate.subscribe(() => heard.push(sessionGate.current().isOver));
  });
  afterEach(() => {
    sessionGate.reportReturn();
    leave();
  });

  it('learns it once, however many calls are refused', () => {
    sessionGate.reportEnd(false);
    sessionGate.reportEnd(false);
    expect(sessionGate.current()).toEqual({ isOver: true, isAsked: false });
    expect(heard).toEqual([true]);
  });

  it('is asked to sign in as soon as the person wants something', () => {
    sessionGate.reportEnd(false);
    sessionGate.reportEnd(true);
    expect(sessionGate.current()).toEqual({ isOver: true, isAsked: true });
    sessionGate.reportEnd(false);
    expect(sessionGate.current()).toEqual({ isOver: true, isAsked: true });
  });

  it('isn’t asked again after the person put it off', () => {
    sessionGate.reportEnd(true);
    sessionGate.putOff();
    expect(sessionGate.current()).toEqual({ isOver: true, isAsked: false });
  });

  it('has nothing to put off while the session runs', () => {
    sessionGate.putOff();
    expect(sessionGate.current()).toEqual({ isOver: false });
    expect(heard).toEqual([]);
  });

  it('goes on with all that waited once the person is back', async () => {
    sessionGate.reportEnd(true);
    const waiting = Promise.all([sessionGate.untilReturn(), sessionGate.untilReturn()]);
    sessionGate.reportReturn();
    expect(await waiting).toEqual([true, true]);
    expect(sessionGate.current()).toEqual({ isOver: false });
  });

  it('lets a call be given up while it waits', async () => {
    const given = new AbortController();
    const waiting = sessionGate.untilReturn(given.signal);
    given.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
  });

  it('doesn’t wait where no one could let the person in', async () => {
    leave();
    expect(await sessionGate.untilReturn()).toBe(false);
  });
});

describe('a password confirmation', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    forgetStepUp();
  });
  afterEach(() => {
    setStepUpAsker(null);
    vi.useRealTimers();
  });

  it('counts for nine minutes: one less than at the server', () => {
    expect(isStepUpFresh()).toBe(false);
    rememberStepUp();
    vi.advanceTimersByTime(539_999);
    expect(isStepUpFresh()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isStepUpFresh()).toBe(false);
  });

  it('is asked for once by several calls at the same time', async () => {
    const ask = vi.fn(() => Promise.resolve(true));
    setStepUpAsker(ask);
    expect(await Promise.all([askForStepUp(0), askForStepUp(0)])).toEqual([true, true]);
    expect(ask).toHaveBeenCalledOnce();
    await askForStepUp(performance.now());
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is asked for again after the dialog failed', async () => {
    setStepUpAsker(() => Promise.reject(new Error('gone')));
    await expect(askForStepUp(0)).rejects.toThrow('gone');
    setStepUpAsker(() => Promise.resolve(true));
    expect(await askForStepUp(0)).toBe(true);
  });

  it('isn’t asked for by a call that was sent before it was given', async () => {
    const ask = vi.fn(() => Promise.resolve(false));
    setStepUpAsker(ask);
    const sentAt = performance.now();
    vi.advanceTimersByTime(50);
    rememberStepUp();
    expect(await askForStepUp(sentAt)).toBe(true);
    expect(ask).not.toHaveBeenCalled();
  });

  it('is forgotten where the server asks for it all the same', async () => {
    rememberStepUp();
    vi.advanceTimersByTime(1_000);
    expect(await askForStepUp(performance.now())).toBe(false);
    expect(isStepUpFresh()).toBe(false);
  });
});
