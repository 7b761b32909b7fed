package live

import "strings"

// CloseAll closes every session on a topic: somebody was signed out.
func (h *Hub) CloseAll(topic string, code int, reason string) {
	for _, s := range h.on(topic) {
		s.Close(code, reason)
	}
}

// On returns the sessions on a topic. What their Value was when they joined it may be read.
func (h *Hub) On(topic string) []*Session { return h.on(topic) }

// Topics returns the topics that have listeners and begin with prefix.
func (h *Hub) Topics(prefix string) []string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var found []string
	for topic := range h.topics {
		if strings.HasPrefix(topic, prefix) {
			found = append(found, topic)
		}
	}
	return found
}
