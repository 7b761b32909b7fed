package zagaj

// Photo is a picture a visitor sent, made anew on the server: nothing of the file that came is kept.
type Photo struct {
	Digest        string // hex SHA-256 of the file that came, to recognise it when it is sent again
	Small, Large  []byte // JPEG
	Width, Height int    // of the large one, in pixels
}

// The bounds of a photo.
const (
	MaxPhotoBytes  = 5 << 20    // of the file that comes
	MaxPhotoPixels = 25_000_000 // of the picture in it
	SmallPhoto     = 320        // the longer side at most, in pixels
	LargePhoto     = 1600
)

// PhotoMode says when visitors may send photos.
type PhotoMode string

// The choices.
const (
	PhotosOff   PhotoMode = "off"   // never
	PhotosAsk   PhotoMode = "ask"   // in a conversation in which an operator has asked for one
	PhotosAllow PhotoMode = "allow" // at any time
)
