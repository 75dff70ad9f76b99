package lever

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/textproto"
	"slices"

	"github.com/leverhipeople/leverhipeople/internal/transport"
)

// formValue is one field of a form.
type formValue struct{ key, text string }

// filePart is one file of a form.
type filePart struct {
	field string
	file  FileUploadRequest
}

// form frames fields and files. What stands round the files is made beforehand, so the length of the whole is known if all
// sizes are.
func form(op operation, values []formValue, files []filePart) (*transport.Body, error) {
	var frame bytes.Buffer
	writer := multipart.NewWriter(&frame)
	for _, value := range values {
		if err := writer.WriteField(value.key, value.text); err != nil {
			return nil, err
		}
	}
	size, sized := int64(0), true
	heads := make([][]byte, len(files)) // what stands before each file
	for i, part := range files {
		if err := part.file.check(op); err != nil {
			return nil, err
		}
		size += part.file.Size
		sized = sized && part.file.Size > 0
		_, err := writer.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {multipart.FileContentDisposition(part.field, part.file.Name)},
			"Content-Type":        {part.file.contentType()},
		})
		if err != nil {
			return nil, err
		}
		heads[i] = bytes.Clone(frame.Bytes())
		frame.Reset()
	}
	if size > MaxUpload {
		return nil, op.argument("size", fmt.Sprintf("%d bytes together", size), fmt.Sprintf("up to %d", MaxUpload))
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	tail := frame.Bytes()
	length := int64(-1)
	if sized {
		length = size + int64(len(tail))
		for _, head := range heads {
			length += int64(len(head))
		}
	}
	open := func() (io.ReadCloser, error) { return openForm(heads, files, tail) }
	return &transport.Body{ContentType: writer.FormDataContentType(), Length: length, Open: open}, nil
}

// framed is an open form.
type framed struct {
	io.Reader
	sources []io.Closer
}

// Close closes all files.
func (f *framed) Close() error {
	var faults []error
	for _, source := range f.sources {
		faults = append(faults, source.Close())
	}
	return errors.Join(faults...)
}

func openForm(heads [][]byte, files []filePart, tail []byte) (io.ReadCloser, error) {
	opened := &framed{}
	var readers []io.Reader
	for i, part := range files {
		source, err := part.file.Open()
		if err != nil {
			_ = opened.Close()
			return nil, err
		}
		opened.sources = append(opened.sources, source)
		readers = append(readers, bytes.NewReader(heads[i]), &sizedFile{source: source, left: part.file.Size, sized: part.file.Size > 0})
	}
	opened.Reader = io.MultiReader(append(readers, bytes.NewReader(tail))...)
	return opened, nil
}

// formValues writes a body as Lever reads it in a form: a list as key[], the fields of an object as key[field], and an
// object in a list as JSON.
func formValues(body any) ([]formValue, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	var values []formValue
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		switch field := fields[key].(type) {
		case []any:
			for _, item := range field {
				values = append(values, formValue{key + "[]", formText(item)})
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(field)) {
				values = append(values, formValue{key + "[" + name + "]", formText(field[name])})
			}
		default:
			values = append(values, formValue{key, formText(field)})
		}
	}
	return values, nil
}

// formText is a text as it is and everything else as JSON.
func formText(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	data, _ := json.Marshal(value) // came out of JSON
	return string(data)
}
