"""What other systems see: the rooms' verbs over HTTP with tokens, and events told to whoever subscribed."""
