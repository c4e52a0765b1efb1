import { createHash } from "node:crypto";

/**
 * The window of memory-limiter.ts, by Redis's own clock. Takes several calls, one after the other, each all or none.
 *
 * KEYS: the limits of all calls in their order. ARGV: for each call its number of limits, then `limit, windowMs, cost` of
 * each. Answers `now`, then for each call 1 or 0 (allowed), then `remaining, resetAt, retryAt, exceeded` of each limit;
 * `retryAt` is -1 for a cost above its limit, which never fits.
 * A number of limits below zero gives back: `-n, takenAt, (limit, windowMs, cost) × n` answers nothing.
 *
 * A window is kept as `newest age=count age=count …`: the number of its newest sub-bucket, and the counts by how many
 * sub-buckets they are older than that, oldest first. Plain text, because not every server that speaks Redis has cmsgpack.
 * It expires when its newest count has left the window.
 */
export const TAKE_SCRIPT = `
local SUB = 20
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply, windows, changed = { now }, {}, {}

local function freed(n, w) return math.ceil((n + SUB + 1) * w / SUB) end

local function change(win)
  if not win.changed then
    win.changed = true
    changed[#changed + 1] = win
  end
end

local function window(key, w)
  local win = windows[key]
  if win then return win end
  local bucket = math.floor(now * SUB / w)
  local ages, counts, size, total = {}, {}, 0, 0
  local kept = redis.call('GET', key)
  if kept then
    local newest = tonumber(string.match(kept, '^%d+'))
    if newest > bucket then bucket = newest end
    local shift = bucket - newest
    if shift <= SUB then
      for a, c in string.gmatch(kept, '(%d+)=(%d+)') do
        local age = a + shift
        if age <= SUB then
          local count = tonumber(c)
          size = size + 1
          ages[size] = age
          counts[size] = count
          total = total + count
        end
      end
    end
  end
  win = { key = key, w = w, bucket = bucket, ages = ages, counts = counts, size = size, total = total }
  windows[key] = win
  return win
end

-- From the sub-bucket it was taken in, or an older one: what is left then counts too long rather than not long enough.
local function give(win, bucket, cost)
  for j = win.size, 1, -1 do
    if cost <= 0 then break end
    if win.bucket - win.ages[j] <= bucket then
      local back = math.min(cost, win.counts[j])
      cost = cost - back
      win.total = win.total - back
      win.counts[j] = win.counts[j] - back
      if win.counts[j] == 0 then
        table.remove(win.ages, j)
        table.remove(win.counts, j)
        win.size = win.size - 1
      end
      change(win)
    end
  end
end

local function take(k, a, n)
  local allowed = 1
  for i = 0, n - 1 do
    local cost = tonumber(ARGV[a + 3 + i * 3])
    local win = window(KEYS[k + i], tonumber(ARGV[a + 2 + i * 3]))
    if cost > 0 and win.total + cost > tonumber(ARGV[a + 1 + i * 3]) then allowed = 0 end
  end
  reply[#reply + 1] = allowed
  for i = 0, n - 1 do
    local limit = tonumber(ARGV[a + 1 + i * 3])
    local w = tonumber(ARGV[a + 2 + i * 3])
    local cost = tonumber(ARGV[a + 3 + i * 3])
    local win = window(KEYS[k + i], w)
    local exceeded = 0
    if cost > 0 and win.total + cost > limit then exceeded = 1 end
    if allowed == 1 and cost > 0 then
      if win.ages[win.size] ~= 0 then
        win.size = win.size + 1
        win.ages[win.size] = 0
        win.counts[win.size] = 0
      end
      win.counts[win.size] = win.counts[win.size] + cost
      win.total = win.total + cost
      change(win)
    end
    local reset = now
    if win.size > 0 then reset = freed(win.bucket - win.ages[win.size], w) end
    local retry = reset
    if cost > limit then
      retry = -1
    elseif exceeded == 1 then
      local excess = win.total + cost - limit
      for j = 1, win.size do
        if excess <= 0 then break end
        excess = excess - win.counts[j]
        retry = freed(win.bucket - win.ages[j], w)
      end
    end
    local r = #reply
    reply[r + 1] = math.max(0, limit - win.total)
    reply[r + 2] = reset
    reply[r + 3] = retry
    reply[r + 4] = exceeded
  end
end

local k, a = 1, 1
while a <= #ARGV do
  local n = tonumber(ARGV[a])
  if n < 0 then
    n = -n
    for i = 0, n - 1 do
      local w, cost = tonumber(ARGV[a + 3 + i * 3]), tonumber(ARGV[a + 4 + i * 3])
      give(window(KEYS[k + i], w), math.floor(tonumber(ARGV[a + 1]) * SUB / w), cost)
    end
    a = a + 1
  else
    take(k, a, n)
  end
  a = a + 1 + n * 3
  k = k + n
end

for _, win in ipairs(changed) do
  local text = { string.format('%.0f', win.bucket) }
  for j = 1, win.size do text[j + 1] = win.ages[j] .. '=' .. string.format('%.0f', win.counts[j]) end
  local ttl = math.ceil(win.w * (SUB + 1) / SUB) + 1
  redis.call('SET', win.key, table.concat(text, ' '), 'PX', string.format('%.0f', ttl))
end
return reply
`;

export const TAKE_SHA = createHash("sha1").update(TAKE_SCRIPT).digest("hex");
