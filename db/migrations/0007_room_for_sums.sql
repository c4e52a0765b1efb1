-- A sum is updated by every batch that its key is in. With half of each page free the new version stays on its page and no
-- index is touched (HOT); on full pages 19 of 20 updates wrote to both indexes, and the table grew larger than it is now.
ALTER TABLE "usage_rollups" SET (fillfactor = 50);
