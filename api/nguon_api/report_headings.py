"""What the sheets and columns of the spreadsheet are called, in four languages."""

from __future__ import annotations

from collections.abc import Mapping

_ORDER = ("vi", "en", "th", "bn")
# name -> Vietnamese, English, Thai, Bengali. A sheet's name has at most 31 characters.
_HEADINGS: Mapping[str, tuple[str, str, str, str]] = {
    "cooperatives": ("Hợp tác xã", "Cooperatives", "สหกรณ์", "সমবায়"),
    "volumes": ("Sản lượng", "Volumes", "ปริมาณ", "পরিমাণ"),
    "products": ("Sản phẩm", "Products", "ผลิตภัณฑ์", "পণ্য"),
    "communes": ("Xã", "Communes", "ตำบล", "কমিউন"),
    "flags": ("Cảnh báo", "Flags", "ข้อสังเกต", "সতর্কতা"),
    "certificates": ("Chứng nhận", "Certificates", "ใบรับรอง", "সনদ"),
    "id": ("Mã", "Identifier", "รหัส", "পরিচয়"),
    "name": ("Tên", "Name", "ชื่อ", "নাম"),
    "kind": ("Loại hình", "Kind", "ประเภท", "ধরন"),
    "commune": ("Xã", "Commune", "ตำบล", "কমিউন"),
    "province": ("Tỉnh", "Province", "จังหวัด", "প্রদেশ"),
    "status": ("Tình trạng", "Status", "สถานะ", "অবস্থা"),
    "events": ("Số sự kiện", "Events", "จำนวนเหตุการณ์", "ঘটনা"),
    "late": ("Ghi muộn", "Late", "บันทึกช้า", "দেরিতে লেখা"),
    "mass_kg": ("Khối lượng (kg)", "Mass (kg)", "น้ำหนัก (กก.)", "ওজন (কেজি)"),
    "volume_l": ("Thể tích (lít)", "Volume (l)", "ปริมาตร (ลิตร)", "আয়তন (লিটার)"),
    "pieces": ("Số sản phẩm", "Pieces", "จำนวนชิ้น", "সংখ্যা (টি)"),
    "last_recorded": ("Lần ghi gần nhất", "Last recorded", "บันทึกล่าสุด", "সর্বশেষ লেখা"),
    "silent": ("Không ghi gì", "Silent", "ไม่มีการบันทึก", "কিছু লেখেনি"),
    "cooperative": ("Mã hợp tác xã", "Cooperative's identifier", "รหัสสหกรณ์", "সমবায়ের পরিচয়"),
    "cooperative_name": ("Hợp tác xã", "Cooperative", "สหกรณ์", "সমবায়"),
    "product": ("Mã sản phẩm", "Product's identifier", "รหัสผลิตภัณฑ์", "পণ্যের পরিচয়"),
    "product_name": ("Sản phẩm", "Product", "ผลิตภัณฑ์", "পণ্য"),
    "dimension": ("Đại lượng", "Dimension", "หน่วยวัด", "মাপ"),
    "made": ("Sản lượng", "Made", "ผลิตได้", "উৎপাদন"),
    "owner": ("Mã chủ sản phẩm", "Owner's identifier", "รหัสเจ้าของ", "মালিকের পরিচয়"),
    "owner_name": ("Chủ sản phẩm", "Owner", "เจ้าของ", "মালিক"),
    "lots": ("Số lô", "Lots", "จำนวนล็อต", "লট"),
    "units": ("Số đơn vị có mã riêng", "Units", "จำนวนหน่วยที่มีรหัส", "নম্বরযুক্ত একক"),
    "rule": ("Quy tắc", "Rule", "กฎ", "নিয়ম"),
    "sentence": ("Nghĩa là", "What it says", "ความหมาย", "অর্থ"),
    "participants": ("Số đơn vị tham gia", "Participants", "จำนวนผู้เข้าร่วม", "অংশগ্রহণকারী"),
    "subject": ("Mã được chứng nhận", "Subject's identifier", "รหัสผู้ได้รับ", "যার সনদ, তার পরিচয়"),
    "subject_name": ("Được chứng nhận", "Subject", "ผู้ได้รับ", "যার সনদ"),
    "issuer": ("Mã nơi cấp", "Issuer's identifier", "รหัสผู้ออก", "প্রদানকারীর পরিচয়"),
    "issuer_name": ("Nơi cấp", "Issuer", "ผู้ออก", "প্রদানকারী"),
    "scheme": ("Chương trình", "Scheme", "โครงการ", "কর্মসূচি"),
    "number": ("Số", "Number", "เลขที่", "নম্বর"),
    "level": ("Hạng", "Level", "ระดับ", "স্তর"),
    "valid_from": ("Hiệu lực từ", "Valid from", "เริ่มใช้", "কার্যকর শুরু"),
    "valid_until": ("Hiệu lực đến", "Valid until", "ใช้ได้ถึง", "কার্যকর শেষ"),
    "expired": ("Đã hết hạn", "Expired", "หมดอายุแล้ว", "মেয়াদোত্তীর্ণ"),
    "renewed": ("Đã được cấp lại", "Renewed", "ต่ออายุแล้ว", "নবায়িত"),
}


def heading_of(name: str, language: str) -> str:
    """Return what a table or column is called in a language."""
    return _HEADINGS[name][_ORDER.index(language)]
