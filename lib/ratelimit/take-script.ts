import { createHash } from "node:crypto";

/**
 * The counters of memory-limiter.ts, by Redis's own clock. Takes several calls, one after the other, each all or none.
 *
 * KEYS: the limits of all calls in their order. ARGV: for each call its number of limits, then `most, windowMs, cost, rate`
 * of each; `rate` is 0 for a sliding window, -1 for a fixed one, and for a token bucket the tokens added in `windowMs`,
 * of which it holds `most`. Answers `now`, then for each call 1 or 0 (allowed), then `remaining, resetAt, retryAt,
 * exceeded` of each limit; `retryAt` is -1 for a cost above `most`, which never fits.
 * A number of limits below zero gives back: `-n, takenAt, (most, windowMs, cost, rate) × n` answers nothing.
 *
 * A window is kept as `newest age=count age=count …`: the number of its newest sub-bucket, and the counts by how many
 * sub-buckets they are older than that, oldest first; a fixed window is one sub-bucket. A token bucket is kept as
 * `at missing`. Plain text, because not every server that speaks Redis has cmsgpack. Each expires when it is empty.
 */
export const TAKE_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply, windows, changed = { now }, {}, {}

local function change(win)
  if not win.changed then
    win.changed = true
    changed[#changed + 1] = win
  end
end

-- The script's numbers are whole: tokens are counted in token × w.
local function lack(win, missing)
  win.missing = math.max(0, missing)
  win.total = math.ceil(win.missing / win.w)
end

local function bucket(key, w, rate)
  local win = { key = key, w = w, rate = rate, at = now, missing = 0, total = 0 }
  local at, missing = string.match(redis.call('GET', key) or '', '^(%d+) (%d+)$')
  if at then
    win.at = math.max(now, tonumber(at))
    lack(win, missing - math.max(0, now - at) * rate)
  end
  return win
end

local function readWindow(key, w, rate)
  local sub, ring = 20, 21
  if rate < 0 then sub, ring = 1, 1 end
  local newestNow = math.floor(now * sub / w)
  local ages, counts, size, total = {}, {}, 0, 0
  local kept = redis.call('GET', key)
  if kept then
    local newest = tonumber(string.match(kept, '^%d+'))
    if newest > newestNow then newestNow = newest end
    local shift = newestNow - newest
    if shift < ring then
      for a, c in string.gmatch(kept, '(%d+)=(%d+)') do
        local age = a + shift
        if age < ring then
          local count = tonumber(c)
          size = size + 1
          ages[size] = age
          counts[size] = count
          total = total + count
        end
      end
    end
  end
  return { key = key, w = w, rate = rate, sub = sub, ring = ring, bucket = newestNow, ages = ages, counts = counts,
    size = size, total = total }
end

local function window(key, w, rate)
  local win = windows[key]
  if not win then
    if rate > 0 then win = bucket(key, w, rate) else win = readWindow(key, w, rate) end
    windows[key] = win
  end
  return win
end

local function freed(win, j) return math.ceil((win.bucket - win.ages[j] + win.ring) * win.w / win.sub) end

local function add(win, cost)
  if win.rate > 0 then
    lack(win, win.missing + cost * win.w)
  else
    if win.ages[win.size] ~= 0 then
      win.size = win.size + 1
      win.ages[win.size] = 0
      win.counts[win.size] = 0
    end
    win.counts[win.size] = win.counts[win.size] + cost
    win.total = win.total + cost
  end
  change(win)
end

-- When excess of it is free; without excess, when all is.
local function freeAt(win, excess)
  if win.rate > 0 then
    local most = 0
    if excess then most = (win.total - excess) * win.w end
    return win.at + math.ceil(math.max(0, win.missing - most) / win.rate)
  end
  if not excess then return freed(win, win.size) end
  for j = 1, win.size do
    excess = excess - win.counts[j]
    if excess <= 0 then return freed(win, j) end
  end
end

-- From the sub-bucket it was taken in, or an older one: what is left then counts too long rather than not long enough.
local function give(win, takenAt, cost)
  if win.rate > 0 then
    lack(win, win.missing - cost * win.w)
    change(win)
    return
  end
  local bucket = math.floor(takenAt * win.sub / win.w)
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
  local taken = {}
  for i = 0, n - 1 do
    local most, w, cost, rate = tonumber(ARGV[a + 1 + i * 4]), tonumber(ARGV[a + 2 + i * 4]), tonumber(ARGV[a + 3 + i * 4]),
      tonumber(ARGV[a + 4 + i * 4])
    local win = window(KEYS[k + i], w, rate)
    local exceeded = 0
    if cost > 0 and win.total + cost > most then
      exceeded = 1
      allowed = 0
    end
    taken[i] = { win, most, cost, exceeded }
  end
  reply[#reply + 1] = allowed
  for i = 0, n - 1 do
    local win, most, cost, exceeded = unpack(taken[i])
    if allowed == 1 and cost > 0 then add(win, cost) end
    local reset = now
    if win.total > 0 then reset = freeAt(win) end
    local retry = reset
    if cost > most then
      retry = -1
    elseif exceeded == 1 then
      retry = freeAt(win, win.total + cost - most)
    end
    local r = #reply
    reply[r + 1] = math.max(0, most - win.total)
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
      local w, cost, rate = tonumber(ARGV[a + 3 + i * 4]), tonumber(ARGV[a + 4 + i * 4]), tonumber(ARGV[a + 5 + i * 4])
      give(window(KEYS[k + i], w, rate), tonumber(ARGV[a + 1]), cost)
    end
    a = a + 1
  else
    take(k, a, n)
  end
  a = a + 1 + n * 4
  k = k + n
end

for _, win in ipairs(changed) do
  local text, ttl
  if win.rate > 0 then
    text = string.format('%.0f %.0f', win.at, win.missing)
    ttl = freeAt(win) - now + 1
  else
    local parts = { string.format('%.0f', win.bucket) }
    for j = 1, win.size do parts[j + 1] = win.ages[j] .. '=' .. string.format('%.0f', win.counts[j]) end
    text = table.concat(parts, ' ')
    ttl = math.ceil(win.w * win.ring / win.sub) + 1
  end
  redis.call('SET', win.key, text, 'PX', string.format('%.0f', ttl))
end
return reply
`;

export const TAKE_SHA = createHash("sha1").update(TAKE_SCRIPT).digest("hex");
