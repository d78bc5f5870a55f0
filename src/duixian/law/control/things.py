"""What property is, as far as the law of control tells kinds apart."""

from enum import StrEnum


class HoldingKind(StrEnum):
    """What a thing is; how it is controlled and for how long follows from it."""

    DEPOSIT = "deposit"  # 银行存款
    WALLET = "wallet"  # 支付账户余额
    WEALTH = "wealth"  # 理财产品
    SECURITIES = "securities"  # 股票、债券、基金
    INSURANCE = "insurance"  # 保单现金价值
    PROVIDENT_FUND = "provident_fund"  # 公积金
    EQUITY = "equity"  # 股权
    HOME = "home"  # 住宅
    LAND = "land"  # 其他不动产
    VEHICLE = "vehicle"
    THING = "thing"  # 其他动产


class Earmark(StrEnum):
    """What money is set aside for. Which of these the law exempts, and how far, is `law.control`'s to say."""

    NONE = ""
    WAGES = "wages"  # 工资卡
    MINIMUM_LIVING = "minimum_living"  # 最低生活保障金
    PENSION = "pension"  # 养老金、抚恤金
    SOCIAL_INSURANCE = "social_insurance"  # 社会保险基金专户
    MEDICAL = "medical"  # 医疗救助
    PROVIDENT_FUND = "provident_fund"
    MIGRANT_WAGES = "migrant_wages"  # 农民工工资专用账户
    PRESALE = "presale"  # 商品房预售资金监管账户
    MARGIN = "margin"  # 保证金
    TRUST = "trust"  # 信托财产、代管资金
    PARTY_FUNDS = "party_funds"  # 党费、工会经费
