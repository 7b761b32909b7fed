package live

import "strings"

// CloseAll closes every session on a topic: somebody was signed out.
func (h *Hub) CloseAll(topic string, code int, reason string) {
	h.mu.RLock()
	on := make([]*Session, 0, len(h.topics[topic]))
	for s := range h.topics[topic] {
		on = append(on, s)
	}
	h.mu.RUnlock()
	for _, s := range on {
		s.Close(code, reason)
	}
}

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
