' Written by xl_fact. Tells the formula wizard what the functions and their arguments mean.
' The texts stand on this add-in's own sheet: function, language, description, one column for each argument.

Private Const XLF_SHEET As String = "_xl_fact.conf"
Private Const XLF_FIRST_TEXT As String = "A101"
Private Const XLF_CATEGORY As String = "xl_fact"
Private Const XLF_CHINESE As Long = 4
Private Const XLF_INTERFACE As Long = 2

' Excel runs this when it opens the add-in; the texts wait until it is ready for them.
Public Sub Auto_Open()
    On Error Resume Next
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!XlfDescribe"
End Sub

Public Sub XlfDescribe()
    Dim texts As Variant
    Dim language As String
    Dim atRow As Long
    On Error Resume Next
    language = "en"
    If (Application.LanguageSettings.LanguageID(XLF_INTERFACE) And &H3FF&) = XLF_CHINESE Then language = "zh"
    texts = ThisWorkbook.Worksheets(XLF_SHEET).Range(XLF_FIRST_TEXT).CurrentRegion.Value2
    For atRow = LBound(texts, 1) To UBound(texts, 1)
        If texts(atRow, 2) = language Then XlfDescribeOne texts, atRow
    Next atRow
    ThisWorkbook.Saved = True
End Sub

Private Sub XlfDescribeOne(ByVal texts As Variant, ByVal atRow As Long)
    Dim help() As Variant
    Dim macro As String
    Dim count As Long
    Dim i As Long
    Do While count + 4 <= UBound(texts, 2)
        If Len(texts(atRow, count + 4)) = 0 Then Exit Do
        count = count + 1
    Loop
    macro = "'" & ThisWorkbook.Name & "'!" & texts(atRow, 1)
    If count = 0 Then
        Application.MacroOptions Macro:=macro, Description:=texts(atRow, 3), Category:=XLF_CATEGORY
        Exit Sub
    End If
    ReDim help(0 To count - 1)
    For i = 0 To count - 1
        help(i) = texts(atRow, i + 4)
    Next i
    Application.MacroOptions Macro:=macro, Description:=texts(atRow, 3), Category:=XLF_CATEGORY, _
        ArgumentDescriptions:=help
End Sub
