' Written by xl_fact from its own functions. A change made here is lost at the next "xl-fact install".
' The functions come last; before them stands how their arguments reach Python and their answers come back.

Private Const XLF_MODULE As String = "xl_fact.udfs"
Private XlfServer As Object
Private XlfProblem As String

' What the cell shows: Python's answer to the cells that the arguments stand for.
Private Function XlfAnswer(ByVal functionName As String, ByVal given As Variant) As Variant
    Dim values() As Variant
    Dim lastRow As Long
    Dim i As Long
    On Error GoTo failed
    lastRow = XlfLastRow(given)
    ReDim values(LBound(given) To UBound(given))
    For i = LBound(given) To UBound(given)
        values(i) = XlfValues(given(i), lastRow)
    Next i
    XlfAnswer = XlfResult(XlfCall(functionName, values))
    Exit Function
failed:
    XlfProblem = functionName & ": " & Err.Description
    XlfAnswer = CVErr(2015)
End Function

' One argument as plain values: nothing of Excel's own objects crosses to Python.
Private Function XlfValues(ByVal given As Variant, ByVal lastRow As Long) As Variant
    Dim area As Object
    If TypeName(given) <> "Range" Then
        XlfValues = given
        Exit Function
    End If
    Set area = given
    If area.Areas.Count > 1 Then Err.Raise 5, Description:="a range must be in one piece: " & area.Address
    If XlfIsWholeColumn(area) Then Set area = area.Resize(lastRow)
    XlfValues = area.Value2
End Function

Private Function XlfIsWholeColumn(ByVal given As Variant) As Boolean
    Dim area As Object
    If TypeName(given) = "Range" Then
        Set area = given
        XlfIsWholeColumn = (area.Rows.Count = area.Worksheet.Rows.Count)
    End If
End Function

' The last row that any of the whole columns uses, so that all are cut to one height; 0 without such columns.
Private Function XlfLastRow(ByVal given As Variant) As Long
    Dim area As Object
    Dim used As Object
    Dim bottom As Long
    Dim i As Long
    For i = LBound(given) To UBound(given)
        If XlfIsWholeColumn(given(i)) Then
            Set area = given(i)
            Set used = area.Worksheet.UsedRange
            bottom = used.Row + used.Rows.Count - 1
            If XlfLastRow < 1 Then XlfLastRow = 1
            If bottom > XlfLastRow Then
                XlfLastRow = XlfFilled(area.Resize(bottom).Value2, XlfLastRow)
            End If
        End If
    Next i
End Function

' The last row below "least" in which something stands, or "least".
Private Function XlfFilled(ByVal values As Variant, ByVal least As Long) As Long
    Dim atRow As Long
    Dim atColumn As Long
    XlfFilled = least
    For atRow = UBound(values, 1) To least + 1 Step -1
        For atColumn = LBound(values, 2) To UBound(values, 2)
            If Not XlfIsBlank(values(atRow, atColumn)) Then
                XlfFilled = atRow
                Exit Function
            End If
        Next atColumn
    Next atRow
End Function

Private Function XlfIsBlank(ByVal value As Variant) As Boolean
    If VarType(value) = vbString Then
        XlfIsBlank = (Len(value) = 0)
    Else
        XlfIsBlank = IsEmpty(value)
    End If
End Function

' Ask Python; when it has gone away meanwhile, start it anew, once.
Private Function XlfCall(ByVal functionName As String, ByVal values As Variant) As Variant
    On Error GoTo gone
    If XlfServer Is Nothing Then Set XlfServer = XLPy()
    XlfCall = XlfServer.CallUDF(XLF_MODULE, functionName, (values))
    Exit Function
gone:
    Set XlfServer = Nothing
    Resume again
again:
    On Error GoTo 0
    Set XlfServer = XLPy()
    XlfCall = XlfServer.CallUDF(XLF_MODULE, functionName, (values))
End Function

' Python's answer with real error values in place of their names: a value, a row, or rows.
Private Function XlfResult(ByVal answer As Variant) As Variant
    Dim atRow As Long
    Dim atColumn As Long
    Select Case XlfDimensions(answer)
        Case 0
            answer = XlfCell(answer)
        Case 1
            For atColumn = LBound(answer) To UBound(answer)
                answer(atColumn) = XlfCell(answer(atColumn))
            Next atColumn
        Case Else
            For atRow = LBound(answer, 1) To UBound(answer, 1)
                For atColumn = LBound(answer, 2) To UBound(answer, 2)
                    answer(atRow, atColumn) = XlfCell(answer(atRow, atColumn))
                Next atColumn
            Next atRow
    End Select
    XlfResult = answer
End Function

Private Function XlfDimensions(ByVal answer As Variant) As Long
    Dim upper As Long
    If Not IsArray(answer) Then Exit Function
    XlfDimensions = 1
    On Error Resume Next
    upper = UBound(answer, 2)
    If Err.Number = 0 Then XlfDimensions = 2
    Err.Clear
End Function

Private Function XlfCell(ByVal value As Variant) As Variant
    Select Case VarType(value)
        Case vbEmpty, vbNull
            XlfCell = ""
        Case vbString
            Select Case value
                Case "#NULL!": XlfCell = CVErr(2000)
                Case "#DIV/0!": XlfCell = CVErr(2007)
                Case "#VALUE!": XlfCell = CVErr(2015)
                Case "#REF!": XlfCell = CVErr(2023)
                Case "#NAME?": XlfCell = CVErr(2029)
                Case "#NUM!": XlfCell = CVErr(2036)
                Case "#N/A": XlfCell = CVErr(2042)
                Case Else: XlfCell = value
            End Select
        Case Else
            XlfCell = value
    End Select
End Function

' A person's question after a #VALUE! that no argument explains: Alt+F8, XlfWhy.
Public Sub XlfWhy()
    If Len(XlfProblem) = 0 Then
        MsgBox "xl_fact: no call has failed.", vbInformation, "xl_fact"
    Else
        MsgBox XlfProblem & vbCrLf & vbCrLf & "In a terminal: xl-fact doctor", vbExclamation, "xl_fact"
    End If
End Sub
