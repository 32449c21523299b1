// What a page under measurement notes of itself, as `window.probe`: there before the page's own scripts.
(() => {
  const PRESSED = 80; // milliseconds, as a finger or a button of a mouse is
  const notes = { works: { append: [], prepend: [] }, tasks: [], shifts: [], events: [], frames: [] };

  const afterTask = (action) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = action;
    port2.postMessage(null);
  };

  const frame = () => new Promise((done) => requestAnimationFrame(() => done(performance.now())));

  // When what is there now has been painted.
  const painted = () =>
    new Promise((done) => requestAnimationFrame(() => afterTask(() => done(performance.now()))));

  // When something is there for the first time, and has been painted.
  const appeared = (isThere) =>
    new Promise((done) => {
      const look = () => isThere() && (observer.disconnect(), painted().then(done), true);
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true });
      look();
    });

  // When there are other rows, in the same task, or after so many milliseconds.
  const changed = (element, milliseconds) =>
    new Promise((done) => {
      const end = () => (observer.disconnect(), clearTimeout(timer), done());
      const observer = new MutationObserver(end);
      const timer = setTimeout(end, milliseconds);
      observer.observe(element, { subtree: true, childList: true });
    });

  // How long the page works from now until what comes of it has been painted: this task and the frame, not the wait between.
  const work = () =>
    new Promise((done) => {
      const began = performance.now();
      let ended = Number.POSITIVE_INFINITY;
      afterTask(() => {
        ended = performance.now();
      });
      requestAnimationFrame(() => {
        const shown = performance.now();
        afterTask(() => done(performance.now() - began - Math.max(0, shown - ended)));
      });
    });

  // One at a time: in a flood a note of each message would be more than the page itself does.
  let isNoting = false;
  let noted = null;
  const note = async (name) => {
    if (isNoting) return;
    isNoting = true;
    notes.works[name].push(await work());
    isNoting = false;
    noted?.();
  };
  const rows = () => document.querySelectorAll(".feed article");
  const isFilled = () => {
    const [feed, first] = [document.querySelector(".feed"), rows()[0]];
    return first && first.getBoundingClientRect().top <= feed.getBoundingClientRect().top;
  };
  const isUsable = () => rows().length > 0 && document.querySelector(".composer textarea") !== null;
  // To browsers a wheel is no input. Rows that history pushes away are put back where they were, as far as the wheel has not moved
  // them in the same frame: that counts as a shift of all of them, by just what was asked for.
  let wheeled = Number.NEGATIVE_INFINITY;
  addEventListener("wheel", (event) => (wheeled = event.timeStamp), { capture: true, passive: true });
  const isRow = ({ node }) => node?.parentElement?.closest(".feed");
  const isTurned = ({ startTime, sources }) => startTime - wheeled < 500 && sources.every(isRow);
  const absolute = (time) => performance.timeOrigin + time;

  window.probe = {
    ...notes,
    painted,
    appeared,

    // From the beginning of the navigation.
    usable: appeared(isUsable),

    forget() {
      for (const list of [...Object.values(notes.works), notes.tasks, notes.shifts, notes.events, notes.frames]) list.length = 0;
    },

    // Press the link to a chat and let go: milliseconds from then until its messages fill the view and have been painted, and until
    // all are there that it opens with.
    async go(path) {
      const before = document.querySelector(".feed");
      const link = document.querySelector(`.list a[href="${path}"]`);
      link.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
      await new Promise((done) => setTimeout(done, PRESSED));
      const began = performance.now();
      link.click();
      const shown = await appeared(() => document.querySelector(".feed") !== before && isFilled());
      const whole = await appeared(() => rows().length >= 40);
      return [shown - began, whole - began];
    },

    // Press a button: milliseconds until what is shown by a selector has been painted.
    async open(button, selector) {
      const began = performance.now();
      document.querySelector(button).click();
      return (await appeared(() => document.querySelector(selector))) - began;
    },

    // Wait until the next of these has been noted. To look at each change for it would be work, too.
    expectNote() {
      notes.next = new Promise((done) => (noted = done));
    },
    nextNote: () => notes.next,

    // One page of history more than there is.
    async climb() {
      const first = rows()[0]?.dataset.seq;
      document.querySelector(".feed").scrollTop = 0;
      await appeared(() => rows()[0]?.dataset.seq !== first);
    },

    // As many rows as there are once more, put in by hand: the work that comes of nothing but their being there.
    async copy(count, isAbove) {
      const feed = document.querySelector(".feed");
      const copies = [...rows()].slice(-count).map((row) => row.cloneNode(true));
      const below = feed.scrollHeight - feed.scrollTop;
      await painted();
      const working = work();
      if (isAbove) rows()[0].before(...copies);
      else [...rows()].at(-1).after(...copies);
      feed.scrollTop = isAbove ? feed.scrollHeight - below : feed.scrollHeight;
      const time = await working;
      for (const copy of copies) copy.remove();
      await painted();
      return time;
    },

    // The conversation in place of itself, with the rows that are seen, put in by hand: milliseconds until it has been painted.
    async swap() {
      const main = document.querySelector("main");
      const edge = document.querySelector(".feed").getBoundingClientRect().top;
      const hidden = [...rows()].filter((row) => row.getBoundingClientRect().bottom < edge).length;
      const copy = main.cloneNode(true);
      for (const row of [...copy.querySelectorAll(".feed article")].slice(0, hidden)) row.remove();
      await painted();
      const began = performance.now();
      main.replaceWith(copy);
      copy.querySelector(".feed").scrollTop = Number.MAX_SAFE_INTEGER;
      const time = (await painted()) - began;
      copy.replaceWith(main);
      await painted();
      return time;
    },

    // Up to the first message as fast as pages come; the first that is shown in the end.
    async climbAll(seconds) {
      const feed = document.querySelector(".feed");
      const end = performance.now() + seconds * 1000;
      while (!document.querySelector(".beginning") && performance.now() < end) {
        feed.scrollTop = feed.scrollTop ? 0 : 1;
        await changed(feed, 200);
      }
      return Number(rows()[0].dataset.seq);
    },

    // At the end, wherever one is: after how many seconds this message is the last that is shown.
    async catchUp(seq, seconds) {
      const began = performance.now();
      while (Number([...rows()].at(-1)?.dataset.seq ?? 0) < seq && performance.now() - began < seconds * 1000) {
        document.querySelector(".newest")?.click();
        await frame();
      }
      return (performance.now() - began) / 1000;
    },

    // From now on: the longest that a frame was waited for.
    async watchFrames() {
      for (let last = await frame(), now = await frame(); ; last = now, now = await frame()) notes.frames.push(now - last);
    },

    // When Enter was pressed last, on the clock that all windows share.
    entered: () => notes.entered,

    // Wait for a message with this text; when it had been painted, on that clock.
    await(text) {
      const isThere = () => [...rows()].slice(-3).some((row) => row.textContent.includes(text));
      notes.awaited = appeared(isThere).then(absolute);
    },
    awaited: () => notes.awaited,

    // Whether a chat's messages are kept on the device, and the page itself is.
    async isKept(chatId) {
      await navigator.serviceWorker.ready;
      const open = indexedDB.open("besedka");
      const database = await new Promise((done) => {
        open.onsuccess = () => done(open.result);
      });
      const row = database.transaction("messages").objectStore("messages").get(chatId);
      await new Promise((done) => {
        row.onsuccess = done;
      });
      database.close();
      return row.result !== undefined;
    },
  };

  const observe = (type, list, options = {}, isMeant = () => true) =>
    new PerformanceObserver((all) => list.push(...all.getEntries().filter(isMeant))).observe({ type, buffered: true, ...options });
  observe("longtask", notes.tasks);
  observe("layout-shift", notes.shifts, {}, (shift) => !shift.hadRecentInput && !isTurned(shift));
  observe("event", notes.events, { durationThreshold: 16 });

  addEventListener("keydown", (event) => event.key === "Enter" && (notes.entered = absolute(event.timeStamp)), true);

  window.WebSocket = class extends WebSocket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => data.startsWith('{"t":"message"') && note("append"));
    }
  };

  const json = Response.prototype.json;
  Response.prototype.json = function () {
    const answer = json.call(this);
    if (this.url.includes("/messages?before=")) answer.then(() => note("prepend"));
    return answer;
  };
})();
