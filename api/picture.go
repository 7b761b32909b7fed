package api

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // reads PNG

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // reads WebP

	"github.com/zagaj/zagaj"
)

// photoQuality is JPEG's: at 82 a photo of a torn seam shows the seam, and takes some 300 KB.
const photoQuality = 82

var errPicture = zagaj.E(zagaj.CodeInvalid, "this is no JPEG, PNG or WebP picture")

// openPicture decodes a picture, upright and LargePhoto pixels at most.
func openPicture(raw []byte) (*image.RGBA, error) {
	format, _, err := sizeUp(raw)
	if err != nil {
		return nil, err
	}
	src, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, errPicture
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(raw)
	}
	return upright(shrink(src, zagaj.LargePhoto), turn), nil
}

// remakePhoto makes two new JPEG files of a picture: of the file that came, its metadata and whatever hides in it nothing is
// left.
func remakePhoto(raw []byte) (zagaj.Photo, error) {
	large, err := openPicture(raw)
	if err != nil {
		return zagaj.Photo{}, err
	}
	small := shrink(large, zagaj.SmallPhoto)
	p := zagaj.Photo{Width: large.Bounds().Dx(), Height: large.Bounds().Dy()}
	if p.Large, err = encodePhoto(large); err == nil {
		p.Small, err = encodePhoto(small)
	}
	return p, err
}

func encodePhoto(m image.Image) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, m, &jpeg.Options{Quality: photoQuality})
	return out.Bytes(), err
}

// shrink draws a picture on white so that its longer side is at most so many pixels; it never enlarges.
func shrink(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, b, draw.Over, nil)
	return dst
}

// upright turns a picture as its camera was held: orientation 1 to 8 of TIFF 6.0.
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn > 4 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			dx, dy := turned(turn, x, y, w, h)
			dst.SetRGBA(dx, dy, src.RGBAAt(x, y))
		}
	}
	return dst
}

// turned returns where a pixel of a picture w by h goes.
func turned(turn, x, y, w, h int) (int, int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	}
	return y, w - 1 - x
}

// The marks of JPEG (ISO/IEC 10918-1) and of the Exif block in it (CIPA DC-008) that lead to the orientation.
const (
	jpegStart, jpegApp1, jpegScan = 0xD8, 0xE1, 0xDA
	tagOrientation                = 0x0112
	exifEntry                     = 12 // bytes of one entry
)

// orientation returns how the camera was held, 1 when the file does not say or says nonsense.
func orientation(raw []byte) int {
	for mark, segment := range jpegSegments(raw) {
		if block, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && mark == jpegApp1 {
			return exifOrientation(block)
		}
	}
	return 1
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	n := int(order.Uint16(tiff[at:]))
	for i, at := 0, at+2; i < n && at+exifEntry <= len(tiff); i, at = i+1, at+exifEntry {
		if order.Uint16(tiff[at:]) == tagOrientation {
			return int(order.Uint16(tiff[at+8:]))
		}
	}
	return 1
}
