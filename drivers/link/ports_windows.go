package link

import "go.bug.st/serial/enumerator"

func listPorts() ([]Found, error) {
	details, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, err
	}
	found := make([]Found, 0, len(details))
	for _, d := range details {
		found = append(found, Found{Name: d.Name, USB: usbID(d.VID, d.PID), Serial: d.SerialNumber, Product: d.Product})
	}
	return found, nil
}
