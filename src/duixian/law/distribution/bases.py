"""The articles a distribution relies on, each with how far its text was read.

Status: V read in full, W read in an excerpt, R recalled, X disputed (a parameter), D our own design
where the law is silent.
Article numbers are those of the texts in force in 2026 (民诉解释 of 2022-04-10, 执行规定 as re-issued 2021-01-01).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """One ground: an instrument, its article as printed, and the status of our reading of it."""

    instrument: str
    article: str
    status: str
    gist: str = ""

    def __str__(self) -> str:
        return f"{self.instrument}{self.article}"


COSTS = Basis("民诉解释", "第508条", "V", "先扣除执行费用")
COSTS_COMPANY = Basis("民诉解释", "第514条", "V", "先扣除执行费用")
PRIORITY = Basis("民诉解释", "第508条", "V", "再清偿应当优先受偿的债权")
PRIORITY_COMPANY = Basis("民诉解释", "第514条", "V", "再清偿优先受偿的债权")
SECURITY_RANKS = Basis("执行规定", "第55条第2款", "V", "多个担保物权按成立先后")
CONSTRUCTION = Basis("法释〔2020〕25号", "第36条", "R", "建设工程价款优先于抵押权")
LIEN = Basis("民法典", "第456条", "R", "留置权优先于抵押权、质权")
TAX = Basis("税收征收管理法", "第45条", "R", "税收先于无担保债权")
PRO_RATA = Basis("民诉解释", "第508条", "V", "普通债权按占全部申请参与分配债权数额的比例")
BY_CONTROL = Basis("民诉解释", "第514条", "V", "普通债权按查封、扣押、冻结的先后")
BY_CONTROL_TITLES = Basis("执行规定", "第55条第1款", "V", "多份依据按采取执行措施的先后")
ONE_TITLE = Basis("执行规定", "第55条第3款", "V", "同一依据的多个债权人按比例")
DOUBLED_LAST = Basis("法释〔2014〕8号", "第4条", "V", "加倍部分债务利息后于依据确定的金钱债务")
OBJECTION = Basis("民诉解释", "第509条、第510条", "V", "方案异议与提存")
OBJECTION_PROCEDURE = Basis("执行程序解释", "第17条、第18条", "V", "方案异议与提存")
SET_OFF = Basis("民法典", "第561条", "R", "费用、利息、主债务的抵充顺序")
ROUNDING = Basis("取整规则", "（最大余数法）", "D", "最大余数法：取到分，余分依次给余数最大者")
FEE_POSITION = Basis("诉讼费用交纳办法", "第20条", "V", "申请执行费执行后交纳")
