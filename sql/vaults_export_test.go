package sql

// VaultPlaces are the columns that are sealed anew, as they stand in a sealed value's place.
func VaultPlaces() (all []string) {
	for _, v := range vaults {
		all = append(all, v.place)
	}
	return all
}
