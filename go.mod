module github.com/zagaj/zagaj

go 1.26.0
