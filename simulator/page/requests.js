// What the page asks the simulator to do. A refusal is shown in the simulator's own words.

const PATIENCE = 6000;
let forgetting;

export const answer = (sid) => post(`/sim/calls/${sid}/answer`);
export const decline = (sid) => post(`/sim/calls/${sid}/decline`);
export const hangUp = (sid) => post(`/sim/calls/${sid}/hang-up`);
export const press = (sid, digits) => post(`/sim/calls/${sid}/press`, { digits });
export const dial = (from, to) => post("/sim/calls", { from, to });
export const sendText = (from, to, body) => post("/sim/texts", { from, to, body });

async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) showRefusal((await response.json()).error);
    return response.ok;
  } catch {
    showRefusal("The simulator cannot be reached.");
    return false;
  }
}

function showRefusal(words) {
  const place = document.getElementById("refused");
  place.textContent = words;
  place.hidden = false;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => { place.hidden = true; }, PATIENCE);
}
