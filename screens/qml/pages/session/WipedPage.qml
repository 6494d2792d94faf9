import QtQuick
import Kiosk

Page { }
