using System.Reflection;
using System.Text.Json;
using Vql.Client.Requests;
using Vql.Core.Fields;
using Vql.Core.Filters;

namespace Vql.Tests.Client;

/// <summary>Compares the filters of the client with the filter table of the API.</summary>
public sealed class ClientFilterTests
{
    [Theory]
    [InlineData(Entity.Contact, typeof(ContactFilter))]
    [InlineData(Entity.Company, typeof(CompanyFilter))]
    public void Members_OfAFilter_AreTheParametersOfTheApi(Entity entity, Type filter)
    {
        var members = MembersOf(filter).ToDictionary(NameOf);
        Assert.Equal(
            FilterTable.For(entity).Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
            members.Keys.Order(StringComparer.Ordinal));
        Assert.All(FilterTable.For(entity).Parameters, parameter =>
        {
            var type = parameter.IsNumber ? typeof(long?)
                : parameter.Kind is FilterKind.After or FilterKind.Before ? typeof(DateTimeOffset?)
                : parameter.Kind is FilterKind.Whole or FilterKind.Has ? typeof(bool?)
                : parameter.IsList ? typeof(TextValues)
                : typeof(string);
            Assert.Equal(type, members[parameter.Name].PropertyType);
        });
    }

    [Theory]
    [InlineData(typeof(ContactFilter))]
    [InlineData(typeof(CompanyFilter))]
    public void Member_ThatIsSet_IsReadBackAndSentUnderItsName(Type filter)
    {
        Assert.All(MembersOf(filter), member =>
        {
            var value = member.PropertyType == typeof(long?) ? 7L
                : member.PropertyType == typeof(DateTimeOffset?) ? DateTimeOffset.UnixEpoch
                : member.PropertyType == typeof(bool?) ? true
                : member.PropertyType == typeof(string) ? "a b"
                : (object)new TextValues("a", "b");
            var created = (Filter)Activator.CreateInstance(filter)!;
            member.SetValue(created, value);
            Assert.Equivalent(value, member.GetValue(created), strict: true);
            Assert.All(
                created.ToQuery(isCount: true)[1..].Split('&'),
                sent => Assert.StartsWith($"{NameOf(member)}=", sent, StringComparison.Ordinal));
            member.SetValue(created, null);
            Assert.Equal("", created.ToQuery(isCount: true));
        });
    }

    // Excludes properties that are not filters but affect the form of the response.
    private static IEnumerable<PropertyInfo> MembersOf(Type filter) =>
        filter.GetProperties().Where(
            property => property.DeclaringType != typeof(Filter) && property.Name != nameof(ContactFilter.ExpandCompany));

    private static string NameOf(PropertyInfo member) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name.Replace("LinkedIn", "Linkedin", StringComparison.Ordinal));
}
