module fingerpost.dev/prober

go 1.26
