/**
 * What flags say (docs/rules.md), by language. Written by scripts/write_rules_js.py out of
 * schemas/nguon_schemas/rules.json (`make rules`); not to be edited.
 */

/** Each flag's sentence, in the order in which flags are judged. */
export const RULES = Object.freeze({
  late: {
    vi: "Ghi vào sổ {hours} giờ sau khi làm, muộn hơn 72 giờ.",
    en: "Written down {hours} hours after it happened, later than 72 hours.",
    th: "บันทึก {hours} ชั่วโมงหลังจากทำ ซึ่งเกิน 72 ชั่วโมง",
    bn: "ঘটার {hours} ঘণ্টা পরে লেখা, ৭২ ঘণ্টার চেয়ে দেরিতে।",
  },
  out_of_order: {
    vi: "Theo ngày giờ đã khai, bước này làm trước khi có {subject}.",
    en: "By the times given, this was done before {subject} existed.",
    th: "ตามเวลาที่ระบุ ขั้นตอนนี้ทำก่อนที่จะมี {subject}",
    bn: "লেখা সময় অনুযায়ী, {subject} হওয়ার আগেই এটি করা হয়েছে।",
  },
  isolation: {
    vi: "{subject}: thu hoạch khi chưa hết thời gian cách ly sau khi dùng thuốc, còn thiếu {days} ngày.",
    en: "{subject}: harvested before the waiting time after a treatment was over; days missing: {days}.",
    th: "{subject}: เก็บเกี่ยวก่อนพ้นระยะเว้นหลังใช้ยา ขาดไป {days} วัน",
    bn: "{subject}: ওষুধ দেওয়ার পরের অপেক্ষার সময় শেষ হওয়ার আগেই সংগ্রহ; {days} দিন কম।",
  },
  step_not_in_recipe: {
    vi: "Bước “{step}” không có trong quy trình đã đăng ký cho {subject}.",
    en: "The step “{step}” is not part of the recipe registered for {subject}.",
    th: "ขั้นตอน “{step}” ไม่มีในสูตรที่ลงทะเบียนไว้สำหรับ {subject}",
    bn: "{subject}-এর নিবন্ধিত প্রণালীতে “{step}” ধাপটি নেই।",
  },
  yield_unknown: {
    vi: "{subject} không ghi khối lượng, nên không so được lượng vào và lượng ra ở bước này.",
    en: "There is no weight for {subject}, so what went in and what came out cannot be compared here.",
    th: "{subject} ไม่มีน้ำหนัก จึงเทียบปริมาณที่ใช้กับที่ได้ในขั้นตอนนี้ไม่ได้",
    bn: "{subject}-এর ওজন লেখা নেই, তাই এই ধাপে কতটা গেছে আর কতটা এসেছে মেলানো যায় না।",
  },
  yield_high: {
    vi: "Bước này ra {made} kg, trong khi với nguyên liệu đã ghi thì nhiều nhất là {most} kg ({subject}).",
    en: "This step gave {made} kg, while at most {most} kg is plausible from what went in ({subject}).",
    th: "ขั้นตอนนี้ได้ {made} กก. ทั้งที่จากวัตถุดิบที่บันทึกไว้ควรได้ไม่เกิน {most} กก. ({subject})",
    bn: "এই ধাপে {made} কেজি হয়েছে, অথচ লেখা উপকরণ থেকে বড়জোর {most} কেজি হওয়ার কথা ({subject})।",
  },
  too_fast: {
    vi: "Bước này chỉ mất {hours} giờ, trong khi quy trình đòi ít nhất {least} giờ ({subject}).",
    en: "This step took {hours} h, while its recipe asks for at least {least} h ({subject}).",
    th: "ขั้นตอนนี้ใช้เวลา {hours} ชั่วโมง ทั้งที่สูตรกำหนดอย่างน้อย {least} ชั่วโมง ({subject})",
    bn: "এই ধাপে {hours} ঘণ্টা লেগেছে, অথচ প্রণালী অনুযায়ী অন্তত {least} ঘণ্টা লাগে ({subject})।",
  },
  too_slow: {
    vi: "Bước này kéo dài {hours} giờ, trong khi quy trình cho phép nhiều nhất {most} giờ ({subject}).",
    en: "This step took {hours} h, while its recipe allows at most {most} h ({subject}).",
    th: "ขั้นตอนนี้ใช้เวลา {hours} ชั่วโมง ทั้งที่สูตรกำหนดไม่เกิน {most} ชั่วโมง ({subject})",
    bn: "এই ধাপে {hours} ঘণ্টা লেগেছে, অথচ প্রণালী অনুযায়ী বড়জোর {most} ঘণ্টা লাগে ({subject})।",
  },
  place_foreign: {
    vi: "Bước này ghi ở {subject}, là nơi đã đăng ký cho đơn vị khác.",
    en: "This is said to have been done at {subject}, a place registered for somebody else.",
    th: "ขั้นตอนนี้ระบุว่าทำที่ {subject} ซึ่งลงทะเบียนไว้เป็นของผู้อื่น",
    bn: "এটি {subject}-এ করা বলে লেখা, জায়গাটি অন্যের নামে নিবন্ধিত।",
  },
  place_outside: {
    vi: "Vị trí {subject} nằm ngoài vùng mà đơn vị này đã đăng ký.",
    en: "The position {subject} lies outside the area registered for whoever did this.",
    th: "ตำแหน่ง {subject} อยู่นอกพื้นที่ที่ผู้ทำลงทะเบียนไว้",
    bn: "{subject} অবস্থানটি এর কর্তার নিবন্ধিত এলাকার বাইরে।",
  },
  certificate_unknown: {
    vi: "Bước này nhắc đến giấy chứng nhận {subject}, nhưng lúc đó giấy chưa có trong sổ.",
    en: "The certificate {subject} that is named here was not in the register at that time.",
    th: "ใบรับรอง {subject} ที่อ้างถึงในขั้นตอนนี้ไม่มีในทะเบียนในเวลานั้น",
    bn: "এখানে লেখা {subject} সনদটি তখন নিবন্ধে ছিল না।",
  },
  certificate_foreign: {
    vi: "Giấy chứng nhận {subject} được nhắc ở đây là của đơn vị khác hoặc sản phẩm khác.",
    en: "The certificate {subject} that is named here is somebody else's or another product's.",
    th: "ใบรับรอง {subject} ที่อ้างถึงในขั้นตอนนี้เป็นของผู้อื่นหรือสินค้าอื่น",
    bn: "এখানে লেখা {subject} সনদটি অন্য কারও বা অন্য পণ্যের।",
  },
  certificate_revoked: {
    vi: "Giấy chứng nhận {subject} đã bị thu hồi trước khi bước này được ghi.",
    en: "The certificate {subject} had been withdrawn before this was recorded.",
    th: "ใบรับรอง {subject} ถูกเพิกถอนก่อนที่จะบันทึกขั้นตอนนี้",
    bn: "এটি লেখার আগেই {subject} সনদটি বাতিল হয়েছিল।",
  },
  certificate_expired: {
    vi: "Giấy chứng nhận {subject} không có hiệu lực vào ngày làm bước này.",
    en: "The certificate {subject} was not valid on the day this was done.",
    th: "ใบรับรอง {subject} ไม่มีผลในวันที่ทำขั้นตอนนี้",
    bn: "এটি করার দিনে {subject} সনদটির মেয়াদ ছিল না।",
  },
  diary_copied: {
    vi: "Nội dung nhật ký này giống từng chữ với một ngày khác của {subject}.",
    en: "This diary entry repeats, word for word, one about {subject} on another day.",
    th: "บันทึกประจำวันนี้ซ้ำกับของ {subject} ในอีกวันหนึ่งทุกคำ",
    bn: "এই দিনলিপি অন্য দিনের {subject}-এর লেখার সঙ্গে হুবহু এক।",
  },
  received_differs: {
    vi: "Lượng gửi và lượng nhận của {subject} khác nhau: gửi {shipped}, nhận {received}.",
    en: "The amounts of {subject} that were sent and received differ: sent {shipped}, received {received}.",
    th: "{subject} ส่งกับรับไม่เท่ากัน: ส่ง {shipped} รับ {received}",
    bn: "{subject}-এর পাঠানো আর পাওয়া পরিমাণ আলাদা: পাঠানো {shipped}, পাওয়া {received}।",
  },
  limit_exceeded: {
    vi: "{subject}: {test} là {value}, không đạt giới hạn {limit}.",
    en: "{subject}: {test} is {value}, outside the limit of {limit}.",
    th: "{subject}: {test} คือ {value} ไม่อยู่ในเกณฑ์ {limit}",
    bn: "{subject}: {test} হলো {value}, সীমা {limit}-এর বাইরে।",
  },
  signer_ended: {
    vi: "Vào ngày ghi ở bước này, {subject} đã {status}.",
    en: "On the day given for this step, {subject} had already been {status}.",
    th: "ในวันที่ระบุของขั้นตอนนี้ {subject} {status}ไปแล้ว",
    bn: "এই ধাপে লেখা দিনে {subject} আগেই {status}।",
  },
});

/** What a participant has become, as the placeholder {status} says it. */
export const STATUSES = Object.freeze({
  suspended: {
    vi: "bị tạm ngừng",
    en: "suspended",
    th: "ถูกระงับ",
    bn: "স্থগিত",
  },
  dissolved: {
    vi: "giải thể",
    en: "dissolved",
    th: "เลิกกิจการ",
    bn: "বন্ধ",
  },
  merged: {
    vi: "sáp nhập",
    en: "merged",
    th: "ถูกควบรวม",
    bn: "অন্যের সঙ্গে মিশে গেছে",
  },
  split: {
    vi: "chia tách",
    en: "split up",
    th: "ถูกแยก",
    bn: "ভাগ হয়ে গেছে",
  },
  converted: {
    vi: "chuyển đổi",
    en: "converted",
    th: "ถูกแปลงสภาพ",
    bn: "রূপান্তরিত",
  },
});
