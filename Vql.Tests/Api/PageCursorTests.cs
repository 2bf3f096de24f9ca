using System.Buffers.Text;
using System.Text;
using CsCheck;
using Vql.Api.Requests;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Tests.Infrastructure;

namespace Vql.Tests.Api;

public sealed class PageCursorTests
{
    private static readonly Gen<string> Text = Gen.OneOf(EdgeCaseText.Phrase, EdgeCaseText.Characters);

    private static readonly Gen<PageCursor> Cursor =
        Gen.Select(Gen.Bool, Text.Null().Array[0, 5], Text)
            .Select((isBackward, values, filters) => new PageCursor(isBackward, values, filters));

    [Fact]
    public void Cursor_WrittenAndRead_IsTheSame() =>
        Cursor.Sample(cursor => Assert.Equivalent(cursor, PageCursor.Read(cursor.ToString()), strict: true), iter: 2000);

    [Fact]
    public void Cursor_Written_NeedsNoEscapingInAnAddress() =>
        Cursor.Sample(cursor => Assert.All(cursor.ToString(), one => Assert.True(char.IsAsciiLetterOrDigit(one) || one is '-' or '_')));

    [Fact]
    public void Read_AnyText_GivesACursorOrNull() =>
        Gen.OneOf(Text, Gen.String, Text.Select(text => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)))).Sample(text =>
        {
            Assert.Null(PageCursor.Read(text));
        }, iter: 5000);

    [Fact]
    public void Read_DamagedCursor_GivesACursorOrNullThatFitsOrNot()
    {
        var order = VqlOrder.Total([]);
        var damage = Gen.OneOf("", "null", "[", "\"", "\\ud800", "\\u0000", "9", "true", "{}", ",", "1e999", "-");
        Gen.Select(Cursor, Gen.Int[0, 60], Gen.Int[0, 5], damage).Sample((cursor, at, cut, between) =>
        {
            var json = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor.ToString()));
            at = Math.Min(at, json.Length);
            var damaged = json[..at] + between + json[Math.Min(at + cut, json.Length)..];
            var read = PageCursor.Read(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(damaged)));
            if (read?.Matches(FieldCatalogue.Contacts, order) == true)
            {
                Assert.True(long.TryParse(read.Values[0] ?? "0", out _));
                Assert.DoesNotContain('\0', read.Values[1]!);
            }
        }, iter: 5000);
    }
}
